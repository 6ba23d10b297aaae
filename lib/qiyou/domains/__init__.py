"""domains — a study of one county -> exhibits and sentences, one thin module per domain."""
