package dev.tidemark.benchmarks.system.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The changelog of one store of a query: how either side names it and writes its records, and what a fold of the input says of its content. The
 * layouts are read by hand, so that neither side judges itself.
 */
interface StoreLog {

    /** The topic. */
    String topic(String applicationId, boolean ours);

    /**
     * One record of it, in the order of its partition.
     *
     * @param ours whose layout it has
     * @param firstMs the input's first moment
     */
    void read(ConsumerRecord<byte[], byte[]> record, boolean ours, long firstMs, StoreContent content);

    /**
     * What of the content is worth comparing once all before a time has expired.
     *
     * @param expiredBeforeMs behind the input's first moment
     */
    default Facts judged(Facts found, long expiredBeforeMs) {
        return found;
    }

    /**
     * What the store holds at the end.
     *
     * @param fromMs behind the input's first moment: only what belongs to no earlier time
     */
    Facts expected(Orders orders, long fromMs);
}
