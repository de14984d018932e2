package dev.tidemark.verification.simulation.check;

import java.util.ArrayList;
import java.util.List;

/** Several checkers as one. */
public record Jury(List<Checker> members) implements Checker {

    public Jury {
        members = List.copyOf(members);
    }

    /** What holds for any run: records, transactions, exposed and committed offsets, compacted logs. */
    public static Jury ofEveryRun() {
        return new Jury(List.of(new NothingLost(), new InOrderOnce(), new NoTornTransaction(), new ExposedOffsets(),
                new CommittedOffsets(), new LogModel()));
    }

    /** This one with one more. */
    public Jury with(Checker another) {
        List<Checker> more = new ArrayList<>(members);
        more.add(another);
        return new Jury(more);
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        List<Violation> all = new ArrayList<>();
        members.forEach(member -> all.addAll(member.check(evidence)));
        return all;
    }
}
