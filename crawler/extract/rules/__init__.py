"""The rules that cut lines: captions, credits, trailers, appeals. Their list is in `cut`."""
