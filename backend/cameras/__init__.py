"""Cameras that speak ONVIF: found on the network, asked for their streams, moved, photographed."""
