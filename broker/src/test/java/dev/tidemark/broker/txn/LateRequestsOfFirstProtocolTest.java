package dev.tidemark.broker.txn;

import static dev.tidemark.broker.txn.CoordinatorsOverPartitions.DATA;
import static dev.tidemark.broker.txn.CoordinatorsOverPartitions.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.partition.PartitionAppend;
import dev.tidemark.broker.txn.CoordinatorsOverPartitions.Ended;
import dev.tidemark.broker.txn.CoordinatorsOverPartitions.Producer;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Late and repeated requests of clients that speak the first transaction protocol (Produce up to 11, AddPartitionsToTxn up to
 * 3, TxnOffsetCommit and EndTxn up to 4): the epoch stays the same from one transaction of a producer to the next, so a request
 * does not say which one it means. What this holds is what Apache Kafka 4 does for them, read in its source: its
 * TransactionCoordinator (handleAddPartitionsToTransaction, handleVerifyPartitionsInTransaction, endTransactionWithTV1), its
 * log's check of transactional batches, and ProducerAppendInfo.
 *
 * <p>Promised, whatever comes and whenever:
 * <ul>
 * <li>Nothing hangs: a record is in a partition's open transaction only if the coordinator knows that the transaction includes
 *     the partition, and so will end it there. The first batch of a transaction in a partition is verified for it (KIP-890, part
 *     1), and the coordinator's yes is void once a marker came between.
 * <li>What comes between two transactions, or for a partition that the present one does not include, is refused: a write with
 *     TRANSACTION_ABORTABLE, and so is an offset.
 * <li>While a transaction is being completed nothing joins it, and the next one does not begin: CONCURRENT_TRANSACTIONS, in words
 *     that the client retries. A repeated EndTxn is told the same, or INVALID_TXN_STATE if it wants the other outcome.
 * <li>A sequence number is written once in each partition. Of two batches that claim one, the first that comes is written.
 * <li>After InitProducerId nothing from before it does anything: the epoch is another one. This is what a client relies on that
 *     gave up on a request and does not know its fate (KIP-360).
 * <li>A transaction ends whole, the same way in every partition.
 * </ul>
 *
 * <p>Not promised, because nothing in the request tells it from a present one; the second protocol is there for this
 * ({@link LateRequestsOverPartitionsTest}):
 * <ul>
 * <li>A late EndTxn ends whatever is open, as it says (KAFKA-17754). The producer is refused when it writes on; but if it
 *     registers another partition first, that begins a transaction of its own, and what the producer takes for one is two.
 * <li>A late registration counts for the open transaction, or begins one. It puts a marker into the partition, and no record; if
 *     nobody goes on from there, it times out, and its producer with it.
 * <li>A late batch with the very next sequence, and a late offset, get into the open transaction if it includes their partition.
 * </ul>
 */
class LateRequestsOfFirstProtocolTest {

    /** What comes late. Of the other partition the first transaction only said that it would write to it. */
    enum Late {
        END_AS_SAID, END_THE_OTHER_WAY, ADD_PARTITIONS, PRODUCE_AGAIN, PRODUCE_WHAT_NEVER_CAME, PRODUCE_TO_THE_OTHER,
        ADD_AND_PRODUCE_TO_THE_OTHER, ADD_OFFSETS, STORE_OFFSETS, ADD_AND_STORE_OFFSETS
    }

    /** When it comes. */
    enum Moment {
        WHILE_ITS_MARKERS_ARE_WRITTEN, BEFORE_THE_SECOND, SECOND_IS_REGISTERED, SECOND_IS_OPEN, SECOND_HAS_OFFSETS,
        COORDINATORS_CRASHED, WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN, AFTER_THE_SECOND, AFTER_A_TAKE_OVER;

        boolean completing() {
            return this == WHILE_ITS_MARKERS_ARE_WRITTEN || this == WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN;
        }

        boolean secondGoesOn() {
            return this == SECOND_IS_REGISTERED || this == SECOND_IS_OPEN || secondHasOffsets();
        }

        boolean secondHasOffsets() {
            return this == SECOND_HAS_OFFSETS || this == COORDINATORS_CRASHED;
        }
    }

    private static final long STRAY_OFFSET = 666;

    private final CoordinatorsOverPartitions world = new CoordinatorsOverPartitions();

    /** All but an EndTxn while the second goes on, which ends it: {@link #a_late_end_ends_what_is_open_and_the_whole_of_it}. */
    static Stream<Arguments> interleavings() {
        return Stream.of(Late.values())
                .flatMap(late -> Stream.of(Moment.values())
                        .filter(moment -> !moment.secondGoesOn() || late.compareTo(Late.END_THE_OTHER_WAY) > 0)
                        .flatMap(moment -> Stream.of(true, false)
                                .flatMap(first -> Stream.of(true, false)
                                        .map(second -> Arguments.of(late, moment, first, second)))));
    }

    @ParameterizedTest(name = "{0}, {1}, first commits: {2}, second: {3}")
    @MethodSource("interleavings")
    void no_more_is_touched_than_cannot_be_told_apart(Late late, Moment when, boolean firstCommits,
            boolean secondCommits) {
        Timeline timeline = new Timeline(late, when, firstCommits, secondCommits);
        Producer first = timeline.first;
        if (when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN) {
            world.holdMarkers();
        }
        Producer second = first.next(firstCommits);
        timeline.reaches(Moment.WHILE_ITS_MARKERS_ARE_WRITTEN);
        world.releaseMarkers();
        timeline.reaches(Moment.BEFORE_THE_SECOND);
        int sequence = 1;
        if (when == Moment.AFTER_A_TAKE_OVER) {
            second = world.init(false);
            sequence = 0;
        }
        assertThat(second.add(DATA)).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_IS_REGISTERED);
        assertThat(second.produce(DATA, sequence, "2")).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_IS_OPEN);
        assertThat(second.addOffsets()).isEqualTo(ErrorCode.NONE);
        assertThat(second.storeOffset(20)).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_HAS_OFFSETS);
        timeline.reaches(Moment.AFTER_A_TAKE_OVER);
        if (when == Moment.COORDINATORS_CRASHED) {
            world.crashCoordinators();
        }
        timeline.reaches(Moment.COORDINATORS_CRASHED);
        assertThat(second.produce(DATA, sequence + 1, "2")).as("still open").isEqualTo(ErrorCode.NONE);
        if (when == Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN) {
            world.holdMarkers();
        }
        Producer third = second.next(secondCommits);
        timeline.reaches(Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN);
        world.releaseMarkers();
        assertThat(world.storedOffset().offset())
                .isEqualTo(secondCommits ? timeline.offsetOfTheSecond() : firstCommits ? 10 : -1);
        timeline.reaches(Moment.AFTER_THE_SECOND);
        assertThat(timeline.delivered).isTrue();
        assertThat(third.add(DATA)).isEqualTo(ErrorCode.NONE);
        assertThat(third.produce(DATA, sequence + 2, "3")).isEqualTo(ErrorCode.NONE);
        assertThat(third.addOffsets()).isEqualTo(ErrorCode.NONE);
        assertThat(third.storeOffset(30)).isEqualTo(ErrorCode.NONE);
        third.next(true);
        world.assertNothingHangs();
        assertThat(world.storedOffset().offset()).isEqualTo(30);
        assertThat(world.ended(DATA)).containsExactly(new Ended(timeline.ofTheFirst(), firstCommits),
                new Ended(timeline.ofTheSecond(), secondCommits), new Ended(List.of("3"), true));
        assertThat(world.ended(OTHER)).containsExactlyElementsOf(timeline.ofTheOtherPartition());
    }

    /** Delivers the late request twice when its moment has come, and knows what may come of it. */
    private final class Timeline {

        private final Late late;
        private final Moment when;
        private final boolean firstCommits;
        private final boolean secondCommits;
        private final Producer first = world.init(false);
        private boolean delivered;

        Timeline(Late late, Moment when, boolean firstCommits, boolean secondCommits) {
            this.late = late;
            this.when = when;
            this.firstCommits = firstCommits;
            this.secondCommits = secondCommits;
            assertThat(first.add(DATA)).isEqualTo(ErrorCode.NONE);
            assertThat(first.add(OTHER)).isEqualTo(ErrorCode.NONE);
            assertThat(first.produce(DATA, 0, "1")).isEqualTo(ErrorCode.NONE);
            assertThat(first.addOffsets()).isEqualTo(ErrorCode.NONE);
            assertThat(first.storeOffset(10)).isEqualTo(ErrorCode.NONE);
        }

        void reaches(Moment now) {
            if (now == when) {
                deliver();
                deliver();
                delivered = true;
            }
        }

        private void deliver() {
            switch (late) {
                case END_AS_SAID -> assertThat(first.end(firstCommits).error()).isEqualTo(endTold(firstCommits));
                case END_THE_OTHER_WAY -> assertThat(first.end(!firstCommits).error())
                        .isEqualTo(endTold(!firstCommits));
                case ADD_PARTITIONS -> assertThat(first.add(OTHER)).isEqualTo(registrationTold());
                case ADD_OFFSETS -> assertThat(first.addOffsets()).isEqualTo(registrationTold());
                case PRODUCE_AGAIN -> assertThat(first.produce(DATA, 0, "1")).isEqualTo(writeTold(openInTheLog()));
                case PRODUCE_WHAT_NEVER_CAME -> assertThat(first.produce(DATA, 1, "1 too"))
                        .isEqualTo(writeTold(openInTheLog()));
                case PRODUCE_TO_THE_OTHER -> assertThat(first.produce(OTHER, 0, "1 there"))
                        .isEqualTo(writeTold(false));
                case ADD_AND_PRODUCE_TO_THE_OTHER -> {
                    assertThat(first.add(OTHER)).isEqualTo(registrationTold());
                    assertThat(first.produce(OTHER, 0, "1 there")).isEqualTo(writeTold(registered()));
                }
                case STORE_OFFSETS -> assertThat(first.storeOffset(STRAY_OFFSET))
                        .isEqualTo(questionTold(when.secondHasOffsets()));
                case ADD_AND_STORE_OFFSETS -> {
                    assertThat(first.addOffsets()).isEqualTo(registrationTold());
                    assertThat(first.storeOffset(STRAY_OFFSET)).isEqualTo(questionTold(registered()));
                }
            }
            world.assertNothingHangs();
        }

        private ErrorCode endTold(boolean commit) {
            if (when == Moment.AFTER_A_TAKE_OVER) {
                return ErrorCode.PRODUCER_FENCED;
            }
            boolean firstEndedLast = when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN || when == Moment.BEFORE_THE_SECOND;
            if (commit != (firstEndedLast ? firstCommits : secondCommits)) {
                return ErrorCode.INVALID_TXN_STATE;
            }
            return when.completing() ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.NONE;
        }

        private ErrorCode registrationTold() {
            return questionTold(true);
        }

        /** What the coordinator says, if the transaction that is open or would be begun includes the partition or does not. */
        private ErrorCode questionTold(boolean included) {
            if (when == Moment.AFTER_A_TAKE_OVER) {
                return ErrorCode.PRODUCER_FENCED;
            }
            if (when.completing()) {
                return ErrorCode.CONCURRENT_TRANSACTIONS;
            }
            return included ? ErrorCode.NONE : ErrorCode.TRANSACTION_ABORTABLE;
        }

        private ErrorCode writeTold(boolean openOrIncluded) {
            boolean notAsked = when.completing() && openOrIncluded;
            return notAsked ? ErrorCode.NONE : switch (questionTold(openOrIncluded)) {
                case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
                case CONCURRENT_TRANSACTIONS -> ErrorCode.NOT_ENOUGH_REPLICAS;
                case ErrorCode same -> same;
            };
        }

        /** Whether the data partition has, or may have, a transaction of this epoch open: the held marker has not come yet. */
        private boolean openInTheLog() {
            return when.completing() || when.secondGoesOn();
        }

        /** Whether a late registration counts. */
        private boolean registered() {
            return !when.completing() && when != Moment.AFTER_A_TAKE_OVER;
        }

        private boolean cameWhen(Late what, Moment moment) {
            return late == what && when == moment;
        }

        List<String> ofTheFirst() {
            return cameWhen(Late.PRODUCE_WHAT_NEVER_CAME, Moment.WHILE_ITS_MARKERS_ARE_WRITTEN)
                    ? List.of("1", "1 too")
                    : List.of("1");
        }

        /** The second claims the sequence number of the batch that had not come: the client should have called InitProducerId. */
        List<String> ofTheSecond() {
            if (cameWhen(Late.PRODUCE_WHAT_NEVER_CAME, Moment.WHILE_ITS_MARKERS_ARE_WRITTEN)) {
                return List.of("2");
            }
            return cameWhen(Late.PRODUCE_WHAT_NEVER_CAME, Moment.SECOND_IS_REGISTERED) ? List.of("1 too", "2")
                    : List.of("2", "2");
        }

        long offsetOfTheSecond() {
            boolean stored = late == Late.STORE_OFFSETS || late == Late.ADD_AND_STORE_OFFSETS;
            return stored && when.secondHasOffsets() ? STRAY_OFFSET : 20;
        }

        List<Ended> ofTheOtherPartition() {
            List<Ended> ended = new ArrayList<>();
            ended.add(new Ended(List.of(), firstCommits));
            boolean added = late == Late.ADD_PARTITIONS || late == Late.ADD_AND_PRODUCE_TO_THE_OTHER;
            if (added && registered()) {
                boolean inTheThird = when == Moment.AFTER_THE_SECOND;
                ended.add(new Ended(late == Late.ADD_PARTITIONS ? List.of() : List.of("1 there"),
                        inTheThird || secondCommits));
            }
            return ended;
        }
    }

    static Stream<Arguments> lateEnds() {
        return Stream.of(Moment.values())
                .filter(Moment::secondGoesOn)
                .flatMap(moment -> Stream.of(true, false)
                        .flatMap(late -> Stream.of(true, false).map(said -> Arguments.of(moment, late, said))));
    }

    @ParameterizedTest(name = "{0}, late commits: {1}, second wants to: {2}")
    @MethodSource("lateEnds")
    void a_late_end_ends_what_is_open_and_the_whole_of_it(Moment when, boolean lateCommits, boolean secondWants) {
        Timeline timeline = new Timeline(lateCommits ? Late.END_AS_SAID : Late.END_THE_OTHER_WAY, when, true, false);
        Producer second = timeline.first.next(true);
        second.add(DATA);
        second.add(OTHER);
        List<String> written = new ArrayList<>();
        if (when != Moment.SECOND_IS_REGISTERED) {
            assertThat(second.produce(DATA, 1, "2")).isEqualTo(ErrorCode.NONE);
            written.add("2");
        }
        if (when.secondHasOffsets()) {
            second.addOffsets();
            assertThat(second.storeOffset(20)).isEqualTo(ErrorCode.NONE);
        }
        if (when == Moment.COORDINATORS_CRASHED) {
            world.crashCoordinators();
        }
        assertThat(timeline.first.end(lateCommits).error()).isEqualTo(ErrorCode.NONE);
        world.assertNothingHangs();

        assertThat(second.produce(DATA, 1 + written.size(), "refused")).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(second.produce(OTHER, 0, "refused")).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(second.storeOffset(STRAY_OFFSET)).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(world.storedOffset().offset()).isEqualTo(when.secondHasOffsets() && lateCommits ? 20 : 10);
        assertThat(second.end(secondWants).error())
                .isEqualTo(secondWants == lateCommits ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE);
        assertThat(world.ended(DATA)).containsExactly(new Ended(List.of("1"), true), new Ended(written, lateCommits));
        assertThat(world.ended(OTHER)).containsExactly(new Ended(List.of(), true), new Ended(List.of(), lateCommits));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_registered_behind_a_late_end_is_a_transaction_of_its_own(boolean lateCommits) {
        Producer first = new Timeline(Late.END_AS_SAID, Moment.SECOND_IS_OPEN, true, true).first;
        Producer second = first.next(true);
        second.add(DATA);
        assertThat(second.produce(DATA, 1, "2")).isEqualTo(ErrorCode.NONE);
        assertThat(first.end(lateCommits).error()).isEqualTo(ErrorCode.NONE);
        assertThat(second.add(OTHER)).isEqualTo(ErrorCode.NONE);
        assertThat(second.produce(OTHER, 0, "2 there")).isEqualTo(ErrorCode.NONE);
        second.next(!lateCommits);
        world.assertNothingHangs();
        assertThat(world.ended(DATA)).endsWith(new Ended(List.of("2"), lateCommits));
        assertThat(world.ended(OTHER)).endsWith(new Ended(List.of("2 there"), !lateCommits));
    }

    /** The question was asked in time, and answered with yes; the answer comes when there is another transaction. */
    @ParameterizedTest(name = "second includes the partition: {0}, registered before: {1}")
    @CsvSource({"true, true", "true, false", "false, true"})
    void a_yes_to_the_first_is_none_to_the_second(boolean included, boolean registeredBefore) {
        Producer first = world.init(false);
        first.add(DATA);
        first.addOffsets();
        world.holdAnswers();
        PartitionAppend record = first.send(DATA, 0, "1");
        CompletionStage<ErrorCode> offset = first.sendOffset(STRAY_OFFSET);
        world.rig.settle();
        Producer second = first.next(true);
        if (registeredBefore) {
            second.add(included ? DATA : OTHER);
            second.addOffsets();
        }
        world.releaseAnswers();
        assertThat(record.outcome().error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.await(offset)).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        world.assertNothingHangs();

        second.add(DATA);
        assertThat(second.produce(DATA, 0, "2")).isEqualTo(ErrorCode.NONE);
        second.next(true);
        assertThat(world.ended(DATA)).containsExactly(new Ended(List.of(), true), new Ended(List.of("2"), true));
        assertThat(world.storedOffset().offset()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_transaction_that_a_late_registration_began_times_out_and_its_producer_with_it(boolean crash) {
        Producer first = new Timeline(Late.ADD_PARTITIONS, Moment.BEFORE_THE_SECOND, true, true).first;
        Producer second = first.next(true);
        assertThat(first.add(OTHER)).isEqualTo(ErrorCode.NONE);
        if (crash) {
            world.crashCoordinators();
        }
        world.passTimeout();
        assertThat(world.ended(OTHER)).containsExactly(new Ended(List.of(), true), new Ended(List.of(), false));
        assertThat(second.add(DATA)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        Producer anew = world.init(false);
        assertThat(anew.add(DATA)).isEqualTo(ErrorCode.NONE);
        assertThat(anew.produce(DATA, 0, "2")).isEqualTo(ErrorCode.NONE);
        anew.next(true);
        assertThat(world.ended(DATA)).endsWith(new Ended(List.of("2"), true));
    }

    /**
     * Random sessions of one producer whose requests are delivered again, or for the first time, later, in any order, over
     * crashes and take-overs. Each batch has a value of its own.
     */
    @Test
    void whatever_comes_later_nothing_hangs_and_every_transaction_ends_whole() {
        long base = Long.getLong("seed", 20260722L);
        for (long seed = base; seed < base + 40; seed++) {
            new Session(seed).run();
        }
    }

    /** One producer's life. It goes on after a refusal as clients do: with InitProducerId. */
    private static final class Session {

        private static final List<TopicPartition> PARTITIONS = List.of(DATA, OTHER);

        private final long seed;
        private final SplittableRandom random;
        private final CoordinatorsOverPartitions world = new CoordinatorsOverPartitions();
        private final List<Supplier<ErrorCode>> sent = new ArrayList<>();
        private final Map<TopicPartition, Integer> sequences = new HashMap<>();
        private Producer producer = world.init(false);
        private int values;

        Session(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void run() {
            for (int n = 0; n < 12; n++) {
                transaction(n);
                if (random.nextInt(4) == 0) {
                    world.crashCoordinators();
                }
            }
            world.passTimeout();
            assertThat(values).as("seed %d", seed).isPositive();
            List<String> written = new ArrayList<>();
            for (TopicPartition partition : PARTITIONS) {
                List<Ended> ended = world.ended(partition);
                ended.forEach(transaction -> written.addAll(transaction.values()));
                assertThat(ended).as("seed %d, the markers of %s are what was decided", seed, partition)
                        .extracting(Ended::commit)
                        .containsExactlyElementsOf(world.decided.stream()
                                .filter(outcome -> outcome.partitions().contains(partition))
                                .map(outcome -> outcome.commit())
                                .toList());
            }
            assertThat(written).as("seed %d", seed).isNotEmpty().doesNotHaveDuplicates();
        }

        private void transaction(int n) {
            Producer acts = producer;
            boolean goesOn = true;
            for (TopicPartition partition : PARTITIONS) {
                goesOn = goesOn && send(() -> acts.add(partition));
                for (int i = random.nextInt(3); i > 0 && goesOn; i--) {
                    int sequence = sequences.getOrDefault(partition, 0);
                    String value = "%d in %s at %d".formatted(values++, partition, sequence);
                    goesOn = send(() -> acts.produce(partition, sequence, value));
                    sequences.put(partition, sequence + 1);
                }
            }
            goesOn = goesOn && send(acts::addOffsets) && send(() -> acts.storeOffset(n));
            boolean commit = goesOn && random.nextBoolean();
            goesOn = send(() -> acts.end(commit).error()) && goesOn;
            if (!goesOn || random.nextInt(4) == 0) {
                producer = world.init(false);
                sequences.clear();
            }
        }

        /** Sends a request, or leaves it on its way, and delivers some of the earlier ones; whether it was heard and taken. */
        private boolean send(Supplier<ErrorCode> request) {
            boolean lost = random.nextInt(12) == 0;
            sent.add(request);
            boolean taken = !lost && request.get() == ErrorCode.NONE;
            world.assertNothingHangs();
            for (int late = random.nextInt(3); late > 0; late--) {
                sent.get(random.nextInt(sent.size())).get();
                world.assertNothingHangs();
            }
            return taken;
        }
    }
}
