package dev.tidemark.verification.peer;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A program of ours that runs on a peer's class path: compiled against it, never against ours, and started as a JVM of its
 * own. Its sources lie under {@code verification/peers}. Run by the thread of the test that starts it.
 */
public final class PeerProgram {

    private final String classPath;

    private PeerProgram(String classPath) {
        this.classPath = classPath;
    }

    /**
     * Compiles sources against a peer's class path.
     *
     * @param peer    a pom of {@code verification/peers}, see {@link PeerClassPath}
     * @param program names the folder of the compiled classes
     * @param sources below {@code verification/peers}
     * @throws IllegalStateException if the peer cannot be resolved or a source does not compile against it
     */
    public static PeerProgram compile(Path projectRoot, String peer, String program, List<String> sources)
            throws IOException, InterruptedException {
        String peerPath = PeerClassPath.of(projectRoot, peer);
        Path classes = Files.createDirectories(projectRoot.resolve("target/peers/classes/" + program));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> paths = new ArrayList<>();
            sources.forEach(source -> paths.add(projectRoot.resolve("verification/peers").resolve(source)));
            boolean compiled = compiler
                    .getTask(said, files, null,
                            List.of("-proc:none", "-nowarn", "-cp", peerPath, "-d", classes.toString()), null,
                            files.getJavaFileObjectsFromPaths(paths))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(program + " does not compile against " + peer + ":\n" + said);
            }
        }
        return new PeerProgram(classes + File.pathSeparator + peerPath);
    }

    /** Starts a main class of it. What the peer logs below a warning is left out. */
    public PeerProcess start(String name, Path folder, List<String> jvmOptions, String mainClass,
            List<String> arguments)
            throws IOException {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        options.add("-XX:TieredStopAtLevel=1");
        options.add("-XX:+UseSerialGC");
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("--sun-misc-unsafe-memory-access=allow"); // old clients ask for Unsafe, and their warnings hide what they say
        return PeerProcess.java(name, folder, options, classPath, mainClass, arguments);
    }
}
