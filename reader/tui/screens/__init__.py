"""The screens: the reader itself and its help."""
