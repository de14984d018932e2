package dev.tidemark.client.producer;

/**
 * Who writes, so that brokers tell a retry from a new batch (KIP-98). A value.
 *
 * @param epoch moves whenever sequences start anew
 */
record ProducerIdentity(long id, short epoch) {

    /** Of a producer without idempotence. */
    static final ProducerIdentity NONE = new ProducerIdentity(-1L, (short) -1);

    boolean exists() {
        return id >= 0;
    }

    /** Whether the next epoch still exists; otherwise a new id is needed. */
    boolean canBump() {
        return epoch < Short.MAX_VALUE - 1;
    }

    ProducerIdentity bumped() {
        return new ProducerIdentity(id, (short) (epoch + 1));
    }
}
