package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.List;

/**
 * One transactional id and a reader of committed data, through one client library. Used by one thread. Whatever fails throws; after that the
 * only way on is {@link #open}.
 */
interface Session extends AutoCloseable {

    /** Obtains the id, again if need be: what was open under it before is ended, one way or the other, when this returns. */
    void open();

    void begin();

    /** The last stable offset, as the broker answers now. */
    long stableEnd(int partition);

    /** Reads a partition on from where this stands up to an offset that was a stable end. */
    ReadRange readTo(int partition, long end);

    void append(int partition, long key, long value);

    /** Makes a position of the session's own group part of the transaction. */
    void sendOffset(int partition, long offset);

    /** Waits until all appends are written; they are returned with their offsets, as far as they were told. */
    List<Transaction.Appended> flush();

    void commit();

    void abort();

    /** The group's committed offset; none as in a history. */
    long committed(int partition);

    String group();

    @Override
    void close();
}
