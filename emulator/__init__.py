"""DataWorks on your machine: the same operations, answered from a small world, with faults on demand."""
