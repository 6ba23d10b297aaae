"""refresh — run files + notebooks -> executed notebooks, a site of pages, manifests."""
