"""What wirecopy reaches, measured: extraction, copy detection, and the fitting of its models."""
