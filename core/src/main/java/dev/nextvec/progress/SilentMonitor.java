package dev.nextvec.progress;

/** Nobody waits. */
record SilentMonitor() implements Monitor {

  @Override
  public Work begin(String name, String unit) {
    return new SilentWork();
  }

  @Override
  public void log(String line) {}

  @Override
  public void logOnce(String topic, String line) {}

  @Override
  public boolean isStopRequested() {
    return false;
  }

  private record SilentWork() implements Work {
    @Override
    public void update(long done, long total) {}

    @Override
    public void show(long done, long total) {}

    @Override
    public void close() {}
  }
}
