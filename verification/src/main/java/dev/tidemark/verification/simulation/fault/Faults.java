package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The faults that there are. */
public final class Faults {

    private Faults() {}

    /** One of each. */
    public static List<Fault> all() {
        return List.of(new Kills(), new PowerLosses(), new CrashesAtTheDisk(), new CrashesAtDecisions(),
                new BrokenConnections(),
                new FoulWeather(), new BrokerPauses(), new ClientPauses(), new LateCopies(), new SlowDisk(),
                new FailingForces(), new FailingWrites(), new FullDisk(), new DamagedFiles(), new ClockJumps(),
                new ClockDrift(), new ClockStrobe(), new ClientKills());
    }

    /** Some of them together, as a seed draws them. */
    public static List<Fault> some(SplittableRandom random) {
        List<Fault> left = new ArrayList<>(all());
        List<Fault> chosen = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return chosen;
    }
}
