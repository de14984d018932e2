package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.network.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The network is slow, and most comes in pieces. */
public final class FoulWeather implements Fault {

    @Override
    public String name() {
        return "F5w";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 3)) {
            strikes.add(new Strike(at, "the network is slow", world -> world.network().weather(Weather.foul())));
            strikes.add(
                    new Strike(Math.min(lengthMs, at + random.nextLong(1 + lengthMs / 3)), "the network is quick again",
                            world -> world.network().weather(Weather.fair())));
        }
        return strikes;
    }
}
