"""How a command went, told in an exit code and on standard error."""

from collections.abc import Coroutine
from typing import Any

import typer

from schemas.errors import FieldCode, FieldError
from voice_client.cli.exits import Exit, exit_of
from voice_client.cli.following import OutOfTime
from voice_client.cli.options import Options
from voice_client.cli.running import Terminated, let_go_of_output, run
from voice_client.errors import JobFailedError, PushError, RequestRefused


def run_command(options: Options, work: Coroutine[Any, Any, None]) -> None:
    """Run a command; end with the code that says how it went."""
    try:
        run(work)
    except PushError as error:
        _explain(options, error)
        if options.is_verbose:
            options.err.print_exception()
        raise typer.Exit(exit_of(error)) from None
    except OutOfTime as error:
        options.err.print(str(error), highlight=False, markup=False)
        raise typer.Exit(Exit.TIMEOUT) from None
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except Terminated:
        raise typer.Exit(Exit.TERMINATED) from None
    except BrokenPipeError:
        let_go_of_output()
        raise typer.Exit(Exit.BROKEN_PIPE) from None


def _explain(options: Options, error: PushError) -> None:
    options.err.print(str(error), style="red", highlight=False, markup=False)
    if isinstance(error, RequestRefused) and error.details and error.details.errors:
        for problem in error.details.errors:
            if isinstance(problem, FieldError):
                right = f" (--confirm {problem.field} if it is right.)" if problem.code is FieldCode.UNCONFIRMED else ""
                options.err.print(f"  {problem.field}: {problem.say}{right}", highlight=False, markup=False)
    if isinstance(error, JobFailedError):
        options.err.print(f"  {error.say}", highlight=False, markup=False)
    if isinstance(error, RequestRefused) and error.details and error.details.job_id:
        options.err.print(f"  job {error.details.job_id}", highlight=False, markup=False)
