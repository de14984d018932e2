package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.TransactionWorld.Producer;
import dev.tidemark.protocol.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the epochs of a producer id are used up, and when the producer ids are. */
class ProducerIdExhaustionTest {

    private final TransactionWorld world = new TransactionWorld();

    @BeforeEach
    void load() {
        world.ready();
    }

    /** A producer in the last epoch that one may have. */
    private Producer inLastEpoch(boolean second) {
        Producer producer = world.producer("x", second);
        while (producer.epoch < Transaction.LAST_EPOCH) {
            producer.init();
        }
        assertThat(producer.credentials()).isEqualTo("1000@" + (Short.MAX_VALUE - 1));
        return producer;
    }

    private void goesOnAs(String credentials, Producer producer) {
        assertThat(producer.credentials()).isEqualTo(credentials);
        assertThat(producer.add(7)).isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(world.partitions.markers).last()
                .asString()
                .startsWith("commit " + credentials.substring(0, credentials.indexOf('@') + 1))
                .endsWith(" t-7");
    }

    // epochs

    @Test
    void under_the_first_protocol_the_last_epoch_lasts_until_the_next_take_over() {
        Producer p = inLastEpoch(false);
        for (int i = 0; i < 3; i++) {
            p.add(i);
            assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
            assertThat(p.epoch).isEqualTo(Transaction.LAST_EPOCH);
        }
        assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        goesOnAs("1001@0", p);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void under_the_second_protocol_the_end_of_the_last_epoch_s_transaction_brings_another_id(boolean commit) {
        Producer p = inLastEpoch(true);
        p.add(0);
        assertThat(p.end(commit)).isEqualTo(ErrorCode.NONE);
        assertThat(world.partitions.markers).last()
                .isEqualTo((commit ? "commit" : "abort") + " 1000@" + Short.MAX_VALUE + " t-0");
        goesOnAs("1001@0", p);
    }

    @Test
    void under_the_second_protocol_an_abort_of_nothing_brings_another_id_too() {
        Producer p = inLastEpoch(true);
        assertThat(p.abort()).isEqualTo(ErrorCode.NONE);
        goesOnAs("1001@0", p);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_time_out_in_the_last_epoch_leaves_one_that_no_producer_gets(boolean second) {
        Producer p = inLastEpoch(second);
        p.add(0);
        world.loop.advanceMs(TransactionWorld.TIMEOUT_MS);
        assertThat(world.partitions.markers).containsExactly("abort 1000@" + Short.MAX_VALUE + " t-0");
        assertThat(p.add(1)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(p.abort()).as("it agrees, but there is no epoch to go on with").isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        goesOnAs("1001@0", p);
    }

    @Test
    void a_producer_that_recovers_in_the_last_epoch_gets_another_id_once_however_often_it_asks() {
        Producer p = inLastEpoch(true);
        p.add(0);
        Producer before = p.asOfNow();
        assertThat(p.recover()).as("its transaction is aborted first").isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(p.recover()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1001@0");
        assertThat(before.recover()).as("the answer was lost, it asks again").isEqualTo(ErrorCode.NONE);
        goesOnAs("1001@0", before);
        assertThat(p.abort()).as("the epoch of the commit is the next").isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void after_a_crash_an_epoch_that_only_fences_is_still_one() {
        Producer p = inLastEpoch(true);
        p.add(0);
        world.loop.advanceMs(TransactionWorld.TIMEOUT_MS);
        world.crashAndReload();
        assertThat(p.abort()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        goesOnAs("2000@0", p);
    }

    // ids

    @Test
    void when_there_is_no_id_left_new_producers_hear_so_and_others_go_on() {
        world.blocks.size = 2;
        Producer old = world.producer("old", true);
        assertThat(world.await(world.transactions.newProducer()).error()).isEqualTo(ErrorCode.NONE);
        world.blocks.usedUp = true;
        for (int i = 0; i < 2; i++) {
            assertThat(world.await(world.transactions.newProducer()).error())
                    .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
            assertThat(world.new Producer("new", true).init()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        }
        old.add(0);
        assertThat(old.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(old.init()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void when_there_is_no_id_left_the_last_epoch_s_transaction_cannot_commit_and_is_aborted_when_its_time_is_over() {
        world.blocks.size = 1;
        Producer p = inLastEpoch(true);
        world.blocks.usedUp = true;
        assertThat(world.await(world.transactions.newProducer()).producerId()).as("the last one").isEqualTo(1_001);
        p.add(0);
        assertThat(p.commit()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(p.abort()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(world.partitions.markers).isEmpty();
        world.loop.advanceMs(TransactionWorld.TIMEOUT_MS);
        assertThat(world.partitions.markers).containsExactly("abort 1000@" + Short.MAX_VALUE + " t-0");
        assertThat(p.init()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
