package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.verification.simulation.fault.BrokenConnections;
import dev.tidemark.verification.simulation.fault.ClientKills;
import dev.tidemark.verification.simulation.fault.CommitsCutShort;
import dev.tidemark.verification.simulation.fault.CrashesAtDecisions;
import dev.tidemark.verification.simulation.fault.CrashesAtTheDisk;
import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.FoulWeather;
import dev.tidemark.verification.simulation.fault.InstanceKills;
import dev.tidemark.verification.simulation.fault.InstancePauses;
import dev.tidemark.verification.simulation.fault.Kills;
import dev.tidemark.verification.simulation.fault.LateCopies;
import dev.tidemark.verification.simulation.fault.OperatorAborts;
import dev.tidemark.verification.simulation.fault.PowerLosses;
import dev.tidemark.verification.simulation.fault.SlowDisk;
import dev.tidemark.verification.simulation.run.CompactionScenario;
import dev.tidemark.verification.simulation.run.Scenario;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.run.StreamsScenario;
import dev.tidemark.verification.simulation.run.TransactionsScenario;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** Plays seeds in a world whose code is a mutant's. Confined to the simulation's thread. The same faults strike all of them, and the honest code. */
public final class MutantTrial {

    /** How long faults strike: with the time to heal, two minutes. */
    public static final long FAULTY_MS = 100_000;
    /** Applications need longer to come to rest, and are seldom out of trouble. */
    private static final long FAULTY_FOR_APPLICATIONS_MS = 60_000;

    /** Of pauses that outlast a session, few fit in a minute. */
    private static final long FAULTY_WITH_PAUSES_MS = 90_000;

    private final Method play;
    private final String mutant;

    /** @param mutant whose lie is told */
    public MutantTrial(Mutant mutant) {
        this.mutant = mutant.name();
        MutantLoader loader = new MutantLoader(MutantTrial.class.getClassLoader(), mutant.edits());
        try {
            this.play = loader.loadClass(MutantTrial.class.getName()).getMethod("playHere", String.class, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the checkers found; empty if the mutant was not noticed. */
    public List<String> play(long seed) {
        try {
            return List.of((String[]) play.invoke(null, mutant, seed));
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException("seed " + seed + " of " + mutant, thrown.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Where it plays. */
    public static Scenario scenario(Mutant.Stage stage) {
        return switch (stage) {
            case TRANSACTIONS, DECISIONS -> new TransactionsScenario(FAULTY_MS);
            case COMPACTION -> new CompactionScenario(FAULTY_MS);
            case STREAMS, STREAMS_ABORTED -> new StreamsScenario(FAULTY_FOR_APPLICATIONS_MS);
            case STREAMS_PAUSED -> new StreamsScenario(FAULTY_WITH_PAUSES_MS);
        };
    }

    /** The faults that strike. */
    public static List<Fault> faults(Mutant.Stage stage) {
        return switch (stage) {
            case TRANSACTIONS, COMPACTION ->
                List.of(new PowerLosses(), new CrashesAtTheDisk(), new CrashesAtDecisions(),
                        new LateCopies(), new BrokenConnections(), new SlowDisk(), new ClientKills());
            // nobody else watches the disk, so that each of these crashes comes
            case DECISIONS -> List.of(new CrashesAtDecisions(), new LateCopies(), new ClientKills());
            case STREAMS -> List.of(new InstanceKills(), new CommitsCutShort(), new Kills(), new PowerLosses(),
                    new BrokenConnections(), new LateCopies());
            // commits that take their time, so that the next interval has begun when they fall
            case STREAMS_ABORTED -> List.of(new OperatorAborts(), new FoulWeather());
            case STREAMS_PAUSED -> List.of(new InstancePauses());
        };
    }

    /** Plays one seed with the classes of the loader that loaded this one; called across class loaders, hence strings. */
    public static String[] playHere(String mutantName, long seed) {
        Mutant mutant = Mutants.named(mutantName);
        LyingDisk disk = mutant.disk();
        SimRun run = new SimRun(seed, scenario(mutant.stage()), faults(mutant.stage()),
                world -> world.broker().firmware(disk::over));
        return run.play().violations().toArray(String[]::new);
    }
}
