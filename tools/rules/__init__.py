"""Whether a call may go ahead: mode, policy, selection, consent, audit."""
