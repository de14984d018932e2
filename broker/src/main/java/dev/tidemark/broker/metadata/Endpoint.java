package dev.tidemark.broker.metadata;

/**
 * Where clients reach a broker.
 *
 * @param listener the listener's name
 * @param securityProtocol as Kafka numbers them: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL
 */
public record Endpoint(String listener, String host, int port, short securityProtocol) {}
