"""report — frames -> exhibits, sentences, HTML pages."""
