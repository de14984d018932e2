package dev.tidemark.core.failure;

/** The exit statuses of the command line, as the contract fixes them. */
public enum ExitCode {
    OK(0), FAILED(1), USAGE(2), NOT_FOUND(3), NO_JDK(69);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** What the process returns to its parent. */
    public int status() {
        return status;
    }
}
