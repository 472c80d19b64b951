"""Why there is no sound. All are `OSError`, as the port says.

- `AudioError`
  - `AudioLibraryMissing`: what reaches the hardware is not installed.
  - `AudioDeviceUnavailable`: there is no such device, or it cannot do what is needed.
  - `AudioDeviceLost`: it went away while it was in use.
"""


class AudioError(OSError):
    """No ears or no mouth; the message says what helps."""


class AudioLibraryMissing(AudioError):
    """A package or a library of the system is not there. The message names what to install."""


class AudioDeviceUnavailable(AudioError):
    """None is there, another program has it, or it runs at another rate only."""


class AudioDeviceLost(AudioError):
    """It was unplugged, or has fallen silent for good. Raised by `AudioDevice.heard`."""
