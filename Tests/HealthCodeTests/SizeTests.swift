import CodeSymbol
@testable import HealthCode
import Testing

/// How large a code is.
@Suite struct SizeTests {
  @Test func version10AtLevelQ() throws {
    let claims = try Sample.claims()
    #expect(claims.payload.count == 60)
    for algorithm in CodeAlgorithm.allCases {
      let text = try claims.signed(by: Sample.signer(1, algorithm))
      #expect(text.count == 221)
      #expect(try QRSymbol(text, level: .quartile).version == 10)
    }
  }

  @Test func aKnownEndOfTheColorTakesMore() throws {
    let text = try Sample.claims(color: .red, colorUntil: Sample.later(14 * 86_400)).signed(by: Sample.signer())
    #expect(try QRSymbol(text, level: .quartile).version == 11)
  }

  @Test func nothingBeyondASCII() {
    #expect(throws: SymbolError.notASCII) { try QRSymbol("重庆") }
    #expect(throws: SymbolError.empty) { try QRSymbol("") }
    #expect(throws: SymbolError.self) { try QRSymbol(String(repeating: "A", count: 5_000)) }
  }

  @Test func picturesHaveAQuietZone() throws {
    // Of a short text segno makes a Micro QR symbol of at most 17 modules, which ZBar does not see.
    let symbol = try QRSymbol("T1:AB")
    #expect(symbol.width == 21)
    #expect(symbol.svg(pixelsPerModule: 1).contains("viewBox=\"0 0 29 29\""))
    #expect(Array(symbol.png(pixelsPerModule: 2)[16..<24]) == [0, 0, 0, 58, 0, 0, 0, 58])
    let lines = symbol.terminalLines()
    #expect(lines.count == 15)
    #expect(lines.allSatisfy { $0.hasPrefix("\u{1B}[30;107m") && $0.hasSuffix("\u{1B}[0m") })
  }
}
