package io.tollgate.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The process of the broker: {@code BrokerMain FOLDER PORT}. Says {@value #READY} on its standard output when it takes
 * requests, or {@value #FAILED} and why. It ends when its standard input does, that is, also when the process that
 * started it was killed: no broker stays behind.
 */
final class BrokerMain {

    static final String READY = "ready";
    static final String FAILED = "failed ";
    private static final long SHUTDOWN_SECONDS = 10;

    private BrokerMain() {}

    /** Runs the broker on the data folder and the port that the arguments name. */
    public static void main(String[] args) throws IOException {
        leaveSignalsOfTheTerminalToTheLauncher();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        CountDownLatch closed = new CountDownLatch(1);
        startWatchingTheLauncher(closed);
        try {
            Broker broker = Broker.start(Path.of(args[0]), Integer.parseInt(args[1]));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                broker.close();
                                closed.countDown();
                            },
                            "broker-shutdown"));
            out.println(READY);
        } catch (CannotStartException e) {
            out.println(FAILED + e.getMessage());
            Runtime.getRuntime().halt(1); // threads of a broker that started halfway would keep the process
        }
    }

    private static void startWatchingTheLauncher(CountDownLatch closed) {
        Thread watcher = new Thread(() -> exitWithTheLauncher(closed), "launcher-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void exitWithTheLauncher(CountDownLatch closed) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("cannot read from the launcher any more, stopping: " + e);
        }
        Thread exit = new Thread(() -> System.exit(0), "launcher-gone");
        exit.setDaemon(true);
        exit.start();
        try {
            if (!closed.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * A Ctrl-C reaches every process of the terminal at once; the broker must outlive the gateway, which still has
     * totals to send. The class is named by reflection, as Kafka does, since the compiler warns of it under any flag.
     */
    private static void leaveSignalsOfTheTerminalToTheLauncher() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler ignore = (proxy, method, arguments) -> null;
            Object ignoring =
                    Proxy.newProxyInstance(BrokerMain.class.getClassLoader(), new Class<?>[] {handler}, ignore);
            for (String name : new String[] {"INT", "HUP"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignoring);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.err.println("cannot ignore the signals of the terminal; Ctrl-C may stop Kafka early: " + e);
        }
    }
}
