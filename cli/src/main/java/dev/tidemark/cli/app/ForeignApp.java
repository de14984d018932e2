package dev.tidemark.cli.app;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.Topology;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application of the user's own: a class in a jar with one public static method that takes nothing and returns the topology. Stateless. */
final class ForeignApp {

    private ForeignApp() {}

    /** The class path of the application ends with the process, so its loader is never closed. */
    static Topology topology(@Nullable Path jar, @Nullable String main) {
        if (jar == null || main == null) {
            throw refused("no application is named", "tidemark app run",
                    "neither a demo nor --jar with --main is there", null);
        }
        if (!Files.isRegularFile(jar)) {
            throw refused("the jar cannot be read", "--jar " + jar, "there is no such file", null);
        }
        try {
            URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()},
                    ForeignApp.class.getClassLoader());
            return (Topology) method(Class.forName(main, true, loader), main).invoke(null);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof TidemarkException explained) {
                throw explained;
            }
            throw refused("the topology could not be made", "--main " + main, String.valueOf(failed.getCause()),
                    failed.getCause());
        } catch (ReflectiveOperationException | LinkageError | MalformedURLException unusable) {
            throw refused("the class cannot be loaded", "--main " + main, unusable.toString(), unusable);
        }
    }

    private static Method method(Class<?> type, String main) {
        List<Method> makers = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0
                    && method.getReturnType() == Topology.class) {
                makers.add(method);
            }
        }
        if (makers.size() != 1) {
            throw refused("the class is no application", "--main " + main,
                    "it has " + makers.size() + " public static methods without parameters that return a Topology",
                    null);
        }
        return makers.getFirst();
    }

    private static TidemarkException refused(String what, String where, String why, @Nullable Throwable cause) {
        return new TidemarkException(FailureCode.COMMAND_LINE_INVALID, what, where, why,
                "name a demo, or --jar FILE --main CLASS with a method public static Topology topology()", cause);
    }
}
