# Compares gems' versions, a pair a line, as RubyGems does.
require "rubygems"

STDIN.each_line(chomp: true) do |line|
  a, b = line.split("\t")
  begin
    puts(Gem::Version.new(a) <=> Gem::Version.new(b))
  rescue ArgumentError
    puts("?")
  end
end
