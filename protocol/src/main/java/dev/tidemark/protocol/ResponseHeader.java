package dev.tidemark.protocol;

/**
 * What comes in front of every response. Version 1 ends with tagged fields and goes with the flexible versions of the APIs,
 * except that the response of ApiVersions always has version 0 (KIP-511).
 *
 * @param correlationId the number of the request that is answered
 */
public record ResponseHeader(int correlationId) {}
