package dev.tidemark.broker.txn;

import static dev.tidemark.broker.txn.CoordinatorsOverPartitions.DATA;
import static dev.tidemark.broker.txn.CoordinatorsOverPartitions.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.CoordinatorsOverPartitions.Ended;
import dev.tidemark.broker.txn.CoordinatorsOverPartitions.Producer;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request of a first transaction that comes again, or for the first time, at a later moment of its producer's life, touches
 * no other transaction (the class of KAFKA-17754): both coordinators and a data partition's own log, one test per
 * interleaving, under the second protocol. What holds under the first is in {@link LateRequestsOfFirstProtocolTest}.
 */
class LateRequestsOverPartitionsTest {

    /** What comes late. */
    enum Late {
        END_AS_SAID, END_THE_OTHER_WAY, ADD_PARTITIONS, PRODUCE_AGAIN, PRODUCE_WHAT_NEVER_CAME, STORE_OFFSETS
    }

    /** When it comes. */
    enum Moment {
        WHILE_ITS_MARKERS_ARE_WRITTEN, BEFORE_THE_SECOND, SECOND_IS_OPEN, SECOND_HAS_OFFSETS, COORDINATORS_CRASHED,
        WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN, AFTER_THE_SECOND
    }

    private static final long STRAY_OFFSET = 666;

    private final CoordinatorsOverPartitions world = new CoordinatorsOverPartitions();

    static Stream<Arguments> interleavings() {
        return Stream.of(Late.values())
                .flatMap(late -> Stream.of(Moment.values())
                        .flatMap(moment -> Stream.of(true, false)
                                .flatMap(first -> Stream.of(true, false)
                                        .map(second -> Arguments.of(late, moment, first, second)))));
    }

    @ParameterizedTest(name = "{0}, {1}, first commits: {2}, second: {3}")
    @MethodSource("interleavings")
    void no_other_transaction_is_touched(Late late, Moment when, boolean firstCommits, boolean secondCommits) {
        Producer first = world.init(true);
        assertThat(first.produce(DATA, 0, "1")).isEqualTo(ErrorCode.NONE);
        assertThat(first.storeOffset(10)).isEqualTo(ErrorCode.NONE);
        Timeline timeline = new Timeline(late, when, first, firstCommits);

        if (when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN) {
            world.holdMarkers();
        }
        Producer second = first.next(firstCommits);
        timeline.reaches(Moment.WHILE_ITS_MARKERS_ARE_WRITTEN);
        world.releaseMarkers();
        timeline.reaches(Moment.BEFORE_THE_SECOND);
        assertThat(second.produce(DATA, 0, "2")).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_IS_OPEN);
        assertThat(second.storeOffset(20)).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_HAS_OFFSETS);
        if (when == Moment.COORDINATORS_CRASHED) {
            world.crashCoordinators();
        }
        timeline.reaches(Moment.COORDINATORS_CRASHED);
        assertThat(second.produce(DATA, 1, "2")).as("still open").isEqualTo(ErrorCode.NONE);
        if (when == Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN) {
            world.holdMarkers();
        }
        Producer third = second.next(secondCommits);
        timeline.reaches(Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN);
        world.releaseMarkers();
        timeline.reaches(Moment.AFTER_THE_SECOND);
        assertThat(timeline.delivered).isTrue();

        assertThat(world.storedOffset().offset()).isEqualTo(secondCommits ? 20 : firstCommits ? 10 : -1);
        assertThat(third.produce(DATA, 0, "3")).isEqualTo(ErrorCode.NONE);
        assertThat(third.storeOffset(30)).isEqualTo(ErrorCode.NONE);
        third.next(true);
        assertThat(world.storedOffset().offset()).isEqualTo(30);
        assertThat(world.ended(DATA)).containsExactly(new Ended(timeline.ofTheFirst(), firstCommits),
                new Ended(List.of("2", "2"), secondCommits), new Ended(List.of("3"), true));
        assertThat(world.ended(OTHER)).as("no marker where nothing was written").isEmpty();
    }

    /** Delivers the late request twice when its moment has come, and knows what may come of it. */
    private static final class Timeline {

        private final Late late;
        private final Moment when;
        private final Producer first;
        private final boolean firstCommits;
        private boolean delivered;
        private boolean strayCameInTime;

        Timeline(Late late, Moment when, Producer first, boolean firstCommits) {
            this.late = late;
            this.when = when;
            this.first = first;
            this.firstCommits = firstCommits;
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
                case END_AS_SAID -> assertThat(first.end(firstCommits).error())
                        .isEqualTo(firstEndedLast() ? ErrorCode.NONE : ErrorCode.PRODUCER_FENCED);
                case END_THE_OTHER_WAY -> assertThat(first.end(!firstCommits).error())
                        .isEqualTo(firstEndedLast() ? ErrorCode.INVALID_TXN_STATE : ErrorCode.PRODUCER_FENCED);
                case ADD_PARTITIONS -> assertThat(first.add(OTHER)).isEqualTo(ErrorCode.PRODUCER_FENCED);
                case STORE_OFFSETS -> assertThat(first.storeOffset(STRAY_OFFSET))
                        .isIn(ErrorCode.PRODUCER_FENCED, ErrorCode.INVALID_PRODUCER_EPOCH);
                case PRODUCE_AGAIN -> first.produce(DATA, 0, "1");
                case PRODUCE_WHAT_NEVER_CAME -> {
                    ErrorCode answer = first.produce(DATA, 1, "1 too");
                    // its transaction is open in the partition until the marker is there, and may still grow
                    assertThat(answer).isEqualTo(when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN ? ErrorCode.NONE
                            : ErrorCode.INVALID_PRODUCER_EPOCH);
                    strayCameInTime |= answer == ErrorCode.NONE;
                }
            }
        }

        private boolean firstEndedLast() {
            return when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN || when == Moment.BEFORE_THE_SECOND;
        }

        List<String> ofTheFirst() {
            return strayCameInTime ? List.of("1", "1 too") : List.of("1");
        }
    }
}
