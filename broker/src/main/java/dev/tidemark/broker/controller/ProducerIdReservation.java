package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.broker.txn.ProducerIdBlocks.Reserved;
import dev.tidemark.broker.txn.ProducerIdBlocks.UsedUp;
import java.util.List;

/** Decides which producer ids are handed out next. Pure. */
final class ProducerIdReservation {

    /** Ids in a block, as in Kafka: so many that a restart loop does not write all the time, and few against 2^63. */
    static final int BLOCK = 1_000;

    private ProducerIdReservation() {}

    static Decision<Reserved> decide(ClusterImage image) {
        long first = image.nextProducerId();
        if (first > Long.MAX_VALUE - BLOCK) {
            return new Decision<>(List.of(), new UsedUp());
        }
        return new Decision<>(List.of(new ProducerIdsReserved(first + BLOCK)), new Block(first, BLOCK));
    }
}
