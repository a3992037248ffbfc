package dev.nextvec.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Ctrl-C, or any polite request to end. The process must not die inside a native call, so a long
 * command asks {@link #requested} between two steps, saves, and returns; only then the process
 * ends. Who asks a second time does not want to wait: the process ends at once.
 */
public final class StopSignal {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");
  private static final int SIGNALLED = 128;
  private static final int HANGUP = 1;

  /** What a shell calls a program that Ctrl-C ended. */
  static final int EXIT = 130;

  private static final long PATIENCE_MILLIS = 120_000;

  private final AtomicInteger signal = new AtomicInteger();
  private volatile boolean requested;
  private volatile Optional<Runnable> onHangup = Optional.empty();

  private final Consumer<String> told;

  /** A signal that only {@link #request} raises. */
  public StopSignal() {
    this(line -> {});
  }

  private StopSignal(Consumer<String> told) {
    this.told = told;
  }

  /**
   * A signal that Ctrl-C, termination and the end of the terminal raise.
   *
   * @param told receives what to say when that happens
   */
  static StopSignal install(Consumer<String> told) {
    StopSignal stop = new StopSignal(told);
    NAMES.forEach(stop::heed);
    return stop;
  }

  /**
   * Takes a signal over, unless the process was started to ignore it, as {@code nohup} does. {@code
   * sun.misc.Signal} is the only way to see a second one; it is exported for this, but javac warns
   * of its name.
   */
  private void heed(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object raised = type.getConstructor(String.class).newInstance(name);
      Method handle = type.getMethod("handle", type, handlerType);
      int number = (int) type.getMethod("getNumber").invoke(raised);
      InvocationHandler heeding =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              raised(number);
            }
            return method.getName().equals("hashCode") ? number : null;
          };
      Object before =
          handle.invoke(
              null,
              raised,
              Proxy.newProxyInstance(
                  StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, heeding));
      Object ignore = handlerType.getField("SIG_IGN").get(null);
      if (ignore.equals(before)) {
        handle.invoke(null, raised, ignore);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Not every system has every signal; it then ends the process as it always did.
    }
  }

  private void raised(int number) {
    if (number == HANGUP && onHangup.isPresent()) {
      onHangup.get().run();
      return;
    }
    if (!signal.compareAndSet(0, number)) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    request();
    told.accept("stopping after what is under way; once more ends at once");
    Thread.ofPlatform().daemon().name("stop").start(() -> giveUp(number));
  }

  private void giveUp(int number) {
    try {
      Thread.sleep(PATIENCE_MILLIS);
      told.accept("nextvec: gave up waiting for the current step");
      Runtime.getRuntime().halt(SIGNALLED + number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a hangup asks for from now on, in place of an end: daemons read their files again. */
  void onHangup(Runnable work) {
    onHangup = Optional.of(work);
  }

  /** Asks the running command to stop at its next safe place. */
  public void request() {
    requested = true;
  }

  /** Whether the running command should save what it has and return. */
  public boolean requested() {
    return requested;
  }

  /**
   * Ends the process: with the exit code of its command, or, where that stopped for a signal, with
   * what a shell calls a program that the signal ended.
   */
  void end(int exit) {
    boolean signalled = exit == EXIT && signal.get() > 0;
    System.exit(signalled ? SIGNALLED + signal.get() : exit);
  }
}
