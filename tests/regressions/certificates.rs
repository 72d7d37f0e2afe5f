//! Certificates that the program writes, and what its checker says of them.
