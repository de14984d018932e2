package dev.tidemark.client.net;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A client's surroundings on one thread: clock, loop and broker do what the test says. */
public final class ClientFixture {

    public final ManualClock clock = new ManualClock(1_700_000_000_000L);
    public final ManualLoop loop = new ManualLoop(clock);
    public final ScriptedTransport broker = new ScriptedTransport(loop);
    public final RandomGenerator random;

    public ClientFixture() {
        this(1);
    }

    public ClientFixture(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    public Config config(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("bootstrap.servers", ScriptedTransport.BROKER.toString());
        return Config.of(ConfigScope.CLIENT, all);
    }

    public ClientEnvironment environment() {
        return new ClientEnvironment(broker, loop, clock, random);
    }

    public Cluster cluster(Map<String, String> values) {
        return environment().cluster(NetworkSettings.of(config(values)));
    }

    public void run() {
        loop.runReady();
    }

    public void advanceMs(long ms) {
        loop.advanceMs(ms);
    }
}
