package dev.tidemark.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches that want far more than they bring: a producer is told no, at a bounded price, and others are served. */
class BombFuzzTest {

    private static final List<ErrorCode> REFUSALS = List.of(ErrorCode.CORRUPT_MESSAGE, ErrorCode.MESSAGE_TOO_LARGE,
            ErrorCode.INVALID_RECORD);

    @Test
    void two_of_each() {
        for (long seed : SimRun.seeds(4_000, 1)) {
            play(seed, 2);
        }
    }

    @Test
    @Tag("nightly")
    void a_thousand() {
        for (long seed : SimRun.seeds(200_000, 18)) {
            play(seed, 4);
        }
    }

    private static void play(long seed, int ofEach) {
        try (FuzzedBroker broker = new FuzzedBroker(seed)) {
            SplittableRandom random = new Seed(seed).stream("bombs");
            for (int i = 0; i < ofEach; i++) {
                for (Bomb bomb : Bomb.values()) {
                    ErrorCode told = broker.produce(bomb.batch(random), bomb.name());
                    if (bomb.refused()) {
                        assertThat(told).as("%s, seed %d", bomb, seed).isIn(REFUSALS);
                    }
                }
            }
            broker.end();
            assertThat(broker.complaints()).as("seed %d (again: -Dseed=%d)", seed, seed).isEmpty();
        }
    }
}
