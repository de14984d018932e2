package dev.tidemark.verification.simulation.fault;

import java.util.List;
import java.util.SplittableRandom;

/** A way in which a world breaks. Without state: the plan has it. */
public interface Fault {

    /** Its name in reports and tests, with its number in the list of faults where it has one. */
    String name();

    /**
     * When it strikes within a time; what it breaks for a while is mended by then.
     *
     * @param random its own stream
     */
    List<Strike> plan(SplittableRandom random, long lengthMs);
}
