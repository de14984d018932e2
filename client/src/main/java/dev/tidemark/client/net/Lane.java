package dev.tidemark.client.net;

/**
 * What a connection to a broker is used for. Brokers answer a connection's requests in order, so what may wait long (fetch, join) has a
 * connection of its own.
 *
 * @param name shown in logs; equal names share a connection
 */
public record Lane(String name) {

    /** Metadata, offsets, administration: short questions. */
    public static final Lane CONTROL = new Lane("control");
    public static final Lane FETCH = new Lane("fetch");
    public static final Lane PRODUCE = new Lane("produce");
    /** Joining, heartbeats, commits outside transactions. */
    public static final Lane GROUP = new Lane("group");
    /** Transaction coordinators, and group coordinators inside transactions. */
    public static final Lane TRANSACTION = new Lane("transaction");
}
