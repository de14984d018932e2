package dev.tidemark.broker.coordinator;

import dev.tidemark.core.failure.Invariants;
import java.util.List;

/**
 * What a decision adds to the log: nothing, records, records inside a transaction, or the marker that ends one. Each goes
 * into one batch, so that a crash keeps all of it or none.
 *
 * @param <E> the coordinator's records
 */
public sealed interface Append<E> {

    /** Records that count once they are committed; none at all is fine. */
    record Plain<E>(List<E> records) implements Append<E> {
        public Plain {
            records = List.copyOf(records);
        }
    }

    /** Records that count once their transaction commits. */
    record InTransaction<E>(long producerId, short producerEpoch, List<E> records) implements Append<E> {
        public InTransaction {
            records = List.copyOf(records);
            Invariants.check(!records.isEmpty(), "a transactional batch has records");
        }
    }

    /** The end of a producer's transaction in this partition. */
    record Marker<E>(long producerId, short producerEpoch, boolean commit, int coordinatorEpoch) implements Append<E> {}

    /** Whether nothing goes to the log. */
    default boolean isEmpty() {
        return this instanceof Plain<E> plain && plain.records().isEmpty();
    }
}
