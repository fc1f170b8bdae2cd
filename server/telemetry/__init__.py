"""What operators see of the work of a server: lines of the log, traces and figures."""
