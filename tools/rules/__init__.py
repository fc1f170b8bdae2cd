"""Rules for calls: mode, policy, selection of tools, consent, audit."""
