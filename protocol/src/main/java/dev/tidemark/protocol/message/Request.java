package dev.tidemark.protocol.message;

/** What a client sends: the body after the request header. */
public interface Request {}
