package dev.tidemark.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.broker.txn.ProducerIdBlocks.Reserved;
import dev.tidemark.broker.txn.ProducerIdBlocks.UsedUp;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducerIdReservationTest {

    private static Decision<Reserved> decideAt(long nextProducerId) {
        return ProducerIdReservation.decide(new ClusterImage(1, 1, 1, Map.of(), Map.of(), Map.of(), Map.of(), 0,
                nextProducerId));
    }

    @Test
    void a_block_follows_the_last_one() {
        Decision<Reserved> decision = decideAt(5_000);
        assertThat(decision.reply()).isEqualTo(new Block(5_000, 1_000));
        assertThat(decision.records()).containsExactly(new ProducerIdsReserved(6_000));
    }

    @Test
    void after_the_last_whole_block_there_is_none_and_nothing_wraps_round() {
        long last = Long.MAX_VALUE - 1_000;
        assertThat(decideAt(last).reply()).isEqualTo(new Block(last, 1_000));
        for (long beyond : new long[]{last + 1, Long.MAX_VALUE}) {
            assertThat(decideAt(beyond).reply()).isEqualTo(new UsedUp());
            assertThat(decideAt(beyond).records()).isEmpty();
        }
    }
}
