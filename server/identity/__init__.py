"""The identity of each caller at Alibaba Cloud: RAM roles, and what is remembered and limited by identity."""
