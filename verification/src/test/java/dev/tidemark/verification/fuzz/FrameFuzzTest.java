package dev.tidemark.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.request.Route;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests of all APIs and versions that are served, right and broken in all ways: each is answered or ends its connection, and nothing else happens. */
class FrameFuzzTest {

    private static final int INPUTS_PER_SEED = 2_000;
    private static final int INPUTS_PER_ROUND = 250;
    private static final int ELEMENTS = 20_000;
    private static final int FAR_TOO_MANY = 6_000_000;

    @Test
    void twenty_thousand_inputs() {
        List<Long> seeds = SimRun.seeds(3_000, 10);
        Set<ApiKey> served = EnumSet.noneOf(ApiKey.class);
        Set<ApiKey> answered = EnumSet.noneOf(ApiKey.class);
        for (long seed : seeds) {
            try (FuzzedBroker broker = new FuzzedBroker(seed)) {
                play(broker, seed, INPUTS_PER_SEED);
                served.addAll(broker.routes().stream().map(Route::key).collect(Collectors.toSet()));
                answered.addAll(broker.answered());
                assertThat(broker.closed()).as("connections that were closed").isGreaterThan(INPUTS_PER_SEED / 4);
            }
        }
        if (seeds.size() > 1) {
            assertThat(answered).as("what handlers were reached").isEqualTo(served);
        }
    }

    @Test
    @Tag("nightly")
    void a_million_inputs() {
        for (long seed : SimRun.seeds(100_000, 500)) {
            try (FuzzedBroker broker = new FuzzedBroker(seed)) {
                play(broker, seed, INPUTS_PER_SEED);
            }
        }
    }

    @Test
    void requests_of_as_many_small_elements_as_fit() {
        try (FuzzedBroker broker = new FuzzedBroker(1)) {
            RandomMessages messages = new RandomMessages(new SplittableRandom(1), broker::topicId);
            for (Route<?> route : broker.routes()) {
                for (short version : new short[]{route.minVersion(), route.maxVersion()}) {
                    Frame wide = Frame.of(route.key(), version, 1, messages.wide(route.request(), version, ELEMENTS));
                    broker.send(wide.bytes(), ELEMENTS + " elements in " + route.key() + " version " + version);
                }
            }
            broker.end();
            assertThat(broker.complaints()).isEmpty();
        }
    }

    /** A byte each: what they would be decoded to is more than a request may cost. */
    @Test
    void requests_of_millions_of_empty_names() {
        try (FuzzedBroker broker = new FuzzedBroker(1)) {
            RandomMessages messages = new RandomMessages(new SplittableRandom(1), broker::topicId);
            for (ApiKey api : List.of(ApiKey.DELETE_GROUPS, ApiKey.FIND_COORDINATOR)) {
                Route<?> route = broker.routes().stream().filter(each -> each.key() == api).findFirst().orElseThrow();
                short version = route.maxVersion();
                Frame wide = Frame.of(api, version, 1, messages.wide(route.request(), version, FAR_TOO_MANY));
                broker.send(wide.bytes(), FAR_TOO_MANY + " elements in " + api);
            }
            broker.end();
            assertThat(broker.complaints()).isEmpty();
            assertThat(broker.closed()).isEqualTo(2);
        }
    }

    @Test
    void the_same_seed_gives_the_same_events() {
        long[] hashes = new long[3];
        for (int i = 0; i < hashes.length; i++) {
            long seed = i < 2 ? 1 : 2;
            try (FuzzedBroker broker = new FuzzedBroker(seed)) {
                play(broker, seed, INPUTS_PER_ROUND);
                hashes[i] = broker.hash();
            }
        }
        assertThat(hashes[1]).isEqualTo(hashes[0]);
        assertThat(hashes[2]).isNotEqualTo(hashes[0]);
    }

    private static void play(FuzzedBroker broker, long seed, int inputs) {
        SplittableRandom random = new Seed(seed).stream("fuzz");
        RandomMessages messages = new RandomMessages(random.split(), broker::topicId);
        List<Route<?>> routes = broker.routes();
        for (int i = 1; i <= inputs && broker.complaints().isEmpty(); i++) {
            Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
            ApiKey api = Mutation.preferred(mutation, routes.get(random.nextInt(routes.size())).key());
            Route<?> route = routes.stream().filter(each -> each.key() == api).findFirst().orElseThrow();
            int version = random.nextInt(route.minVersion(), route.maxVersion() + 1);
            byte[] input = mutation.of(Frame.random(route, version, i, messages), random);
            broker.send(input, mutation + " of " + api + " version " + version);
            if (i % INPUTS_PER_ROUND == 0) {
                broker.settle();
            }
        }
        broker.end();
        assertThat(broker.complaints())
                .as("seed %d (again: -Dseed=%d), %d inputs", seed, seed, inputs)
                .isEmpty();
    }
}
