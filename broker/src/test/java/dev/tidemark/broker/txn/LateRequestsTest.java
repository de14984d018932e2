package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.TransactionWorld.Producer;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Late, repeated and reordered requests never touch another transaction than their own (the class of KAFKA-17754), one test
 * per interleaving. The second protocol throughout: under the first a request says nothing of which transaction it means.
 */
class LateRequestsTest {

    private final TransactionWorld world = new TransactionWorld();
    private Producer producer;
    /** What a request of the first transaction was sent with. */
    private Producer late;

    @BeforeEach
    void a_first_transaction_is_open() {
        world.ready();
        producer = world.producer("x", true);
        producer.add(0);
        late = producer.asOfNow();
    }

    private void theSecondIsUntouched() {
        assertThat(producer.add(9)).as("the second transaction is open").isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(world.partitions.markers).last().asString().startsWith("commit").endsWith(" t-9");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void a_late_end_while_the_second_is_open(boolean first, boolean again) {
        assertThat(producer.end(first)).isEqualTo(ErrorCode.NONE);
        producer.add(9);
        assertThat(late.end(again)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        theSecondIsUntouched();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_repeated_end_before_the_second_begins_is_answered_as_the_first_time(boolean commit) {
        assertThat(producer.end(commit)).isEqualTo(ErrorCode.NONE);
        Producer repeated = late.asOfNow();
        assertThat(repeated.end(commit)).isEqualTo(ErrorCode.NONE);
        assertThat(repeated.credentials()).isEqualTo(producer.credentials());
        assertThat(late.end(!commit)).as("the other outcome").isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.partitions.markers).hasSize(1);
        producer.add(9);
        theSecondIsUntouched();
    }

    @Test
    void a_repeated_end_while_the_markers_of_the_first_are_written() {
        world.partitions.holding = true;
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(late.asOfNow().commit()).isEqualTo(ErrorCode.NONE);
        assertThat(late.asOfNow().abort()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        world.partitions.release();
        assertThat(world.partitions.markers).hasSize(1);
        producer.add(9);
        theSecondIsUntouched();
    }

    @Test
    void a_repeated_end_after_the_second_has_ended_too() {
        producer.commit();
        producer.add(9);
        producer.abort();
        assertThat(late.asOfNow().commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(late.asOfNow().abort()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(world.partitions.markers).hasSize(2);
    }

    @Test
    void a_late_registration_before_the_second_begins() {
        producer.commit();
        assertThat(late.add(5)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        producer.add(9);
        theSecondIsUntouched();
        assertThat(world.partitions.markers).noneMatch(marker -> marker.endsWith(" t-5"));
    }

    @Test
    void a_late_registration_while_the_second_is_open() {
        producer.commit();
        producer.add(9);
        assertThat(late.add(5)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        theSecondIsUntouched();
        assertThat(world.partitions.markers).noneMatch(marker -> marker.endsWith(" t-5"));
    }

    @Test
    void a_late_registration_while_the_markers_of_the_first_are_written() {
        world.partitions.holding = true;
        producer.commit();
        assertThat(late.add(5)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        world.partitions.release();
        assertThat(world.partitions.markers).hasSize(1);
    }

    @Test
    void a_late_end_after_the_time_out_aborted_the_first() {
        world.loop.advanceMs(TransactionWorld.TIMEOUT_MS);
        assertThat(late.asOfNow().commit()).as("never: it was aborted").isEqualTo(ErrorCode.INVALID_TXN_STATE);
        Producer heard = late.asOfNow();
        assertThat(heard.abort()).as("agrees with what happened").isEqualTo(ErrorCode.NONE);
        heard.add(9);
        assertThat(late.commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        producer = heard;
        theSecondIsUntouched();
    }

    @Test
    void a_late_end_after_another_instance_took_over() {
        Producer other = world.new Producer("x", true);
        other.init();
        assertThat(other.init()).isEqualTo(ErrorCode.NONE);
        assertThat(late.asOfNow().commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(late.asOfNow().abort()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        other.add(9);
        assertThat(late.asOfNow().commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        producer = other;
        theSecondIsUntouched();
    }

    @Test
    void a_late_take_over_of_its_own_while_the_second_is_open() {
        producer.commit();
        producer.add(9);
        assertThat(late.recover()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        theSecondIsUntouched();
    }

    /**
     * Random sessions of one producer whose requests are also delivered again, later, in any order, over crashes. Each
     * transaction writes to a partition of its own, so the markers say what became of it.
     */
    @Test
    void whatever_comes_again_later_every_transaction_ends_once_and_as_its_producer_said() {
        long base = Long.getLong("seed", 20260722L);
        for (long seed = base; seed < base + 60; seed++) {
            runSession(seed);
        }
    }

    private static void runSession(long seed) {
        TransactionWorld world = new TransactionWorld();
        world.ready();
        SplittableRandom random = new SplittableRandom(seed);
        Producer producer = world.producer("x", true);
        List<Runnable> sent = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            int partition = n;
            boolean commit = random.nextBoolean();
            Producer asSent = producer.asOfNow();
            assertThat(producer.add(partition)).as("seed %d, transaction %d", seed, n).isEqualTo(ErrorCode.NONE);
            sent.add(() -> asSent.asOfNow().add(partition));
            deliverAgain(random, sent);
            if (random.nextInt(4) == 0) {
                world.crashAndReload();
            }
            assertThat(producer.end(commit)).as("seed %d, transaction %d", seed, n).isEqualTo(ErrorCode.NONE);
            sent.add(() -> asSent.asOfNow().end(commit));
            expected.add((commit ? "commit " : "abort ") + producer.credentials() + " t-" + partition);
            deliverAgain(random, sent);
            assertThat(world.partitions.markers).as("seed %d, after transaction %d", seed, n)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static void deliverAgain(SplittableRandom random, List<Runnable> sent) {
        for (int i = random.nextInt(5); i > 0; i--) {
            sent.get(random.nextInt(sent.size())).run();
        }
    }
}
