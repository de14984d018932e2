package dev.tidemark.verification.simulation.history;

/** A member entered a group, or entered it again. */
public record GroupJoin(Call call, String group, String member, Outcome outcome) implements Operation {

    @Override
    public String toString() {
        return "join of " + member + " to " + group + ": " + outcome + " [" + call + "]";
    }
}
