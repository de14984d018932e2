package dev.tidemark.protocol.message;

/** What a broker answers: the body after the response header. */
public interface Response {}
