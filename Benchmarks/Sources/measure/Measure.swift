import ArgumentParser

@main
struct Measure: AsyncParsableCommand {}
