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

    /** Those that instances of an application are to bear, and what may befall their broker and the way to it. */
    public static List<Fault> ofApplications() {
        return List.of(new InstanceKills(), new CommitsCutShort(), new OperatorAborts(), new InstancePauses(),
                new ClientPauses(), new LateCopies(), new Kills(),
                new PowerLosses(),
                new CrashesAtDecisions(), new BrokerPauses(), new BrokenConnections(), new FoulWeather(),
                new ClockDrift());
    }

    /** Some of these together, as a seed draws them. */
    public static List<Fault> some(SplittableRandom random, List<Fault> from) {
        List<Fault> left = new ArrayList<>(from);
        List<Fault> chosen = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return chosen;
    }
}
