// The one place that knows which C library there is: Glibc, or Musl for programs that are linked statically and for Alpine.

#if canImport(Glibc)
@_exported public import Glibc
#elseif canImport(Musl)
@_exported public import Musl
#else
#error("expected Glibc or Musl")
#endif

/// The calling thread, as a number that no other living thread of the process has.
public var callingThread: UInt {
  #if canImport(Musl)
  // Safe: the address is not followed. Musl's threads are addresses, Glibc's are numbers.
  return unsafe UInt(bitPattern: pthread_self())
  #else
  return UInt(pthread_self())
  #endif
}

/// The most bytes that this process may make a file of; the greatest number where there is no limit.
public var fileByteCountLimit: UInt64 {
  var limit = rlimit()
  // Safe: the structure is there for the call. Glibc's resources are an enumeration, Musl's are numbers.
  #if canImport(Musl)
  guard unsafe getrlimit(RLIMIT_FSIZE, &limit) == 0 else { return .max }
  #else
  guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { return .max }
  #endif
  return UInt64(limit.rlim_cur)
}
