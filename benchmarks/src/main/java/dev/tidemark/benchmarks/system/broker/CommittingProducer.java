package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;

/** A transactional producer of the commit load. Used by one thread. */
interface CommittingProducer extends AutoCloseable {

    /** Writes a record, as the first of a transaction if none is open. A record that is lost makes the commit fail. */
    void send(int partition, byte[] value) throws IOException;

    /** Commits what was sent since the last commit; returns when the broker has answered. */
    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
