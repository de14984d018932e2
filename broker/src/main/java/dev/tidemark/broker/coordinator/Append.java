package dev.tidemark.broker.coordinator;

import dev.tidemark.core.failure.Invariants;
import java.util.List;

/**
 * What a decision adds to the log: nothing, records, records inside a transaction, or the marker that ends one.
 *
 * @param <E> the coordinator's records
 */
public sealed interface Append<E> {

    /** What goes into one batch, so that a crash keeps all of it or none. */
    sealed interface Whole<E> extends Append<E> {}

    /** Records that count once they are committed; none at all is fine. */
    record Plain<E>(List<E> records) implements Whole<E> {
        public Plain {
            records = List.copyOf(records);
        }
    }

    /** Records that count once their transaction commits. */
    record InTransaction<E>(long producerId, short producerEpoch, List<E> records) implements Whole<E> {
        public InTransaction {
            records = List.copyOf(records);
            Invariants.check(!records.isEmpty(), "a transactional batch has records");
        }
    }

    /** The end of a producer's transaction in this partition. */
    record Marker<E>(long producerId, short producerEpoch, boolean commit, int coordinatorEpoch) implements Whole<E> {}

    /**
     * Records of which there may be more than one batch takes. A crash may then keep the first batches alone: so they begin
     * with a record that says that what follows is in the making, and only the very last record says that it is whole.
     *
     * @param begins left out if all goes into one batch
     * @param records each small enough for a batch of its own
     * @param ends stands behind all of them
     */
    record Stepwise<E>(E begins, List<E> records, E ends) implements Append<E> {
        public Stepwise {
            records = List.copyOf(records);
        }
    }

    /** Whether nothing goes to the log. */
    default boolean isEmpty() {
        return this instanceof Plain<E> plain && plain.records().isEmpty();
    }
}
