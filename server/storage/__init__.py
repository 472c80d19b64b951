"""Where jobs, their logs and programs are kept: tables, the database's drivers, group commit, migrations."""
