"""Operations of API version 2024-05-18, one module per subject."""
