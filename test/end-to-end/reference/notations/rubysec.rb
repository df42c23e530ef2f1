# Which versions of gems are affected, as bundler-audit asks: none of the requirements of a fix is met.
#
# Usage: rubysec.rb FOLDER   of ruby-advisory-db
# Writes: [[name, version, id]], every version that any requirement names, and the nearest beside it.
require "date"
require "json"
require "rubygems"
require "yaml"

records = Dir.glob(File.join(ARGV[0], "gems/*/*.yml")).sort.map do |path|
  data = YAML.safe_load_file(path, permitted_classes: [Date])
  lines = (data["patched_versions"] || []) + (data["unaffected_versions"] || [])
  well = lines.map { |line| Gem::Requirement.new(*line.split(",").map(&:strip)) }
  { name: data["gem"], id: File.basename(path, ".yml"), well: well }
end

asked = Hash.new { |hash, name| hash[name] = [] }
records.each do |record|
  record[:well].flat_map(&:requirements).each do |_, version|
    asked[record[:name]] << version.to_s << "#{version}.1" << "#{version.bump}.rc1" << version.bump.to_s
  end
  asked[record[:name]] << "0.0.1" << "999"
end

affected = records.flat_map do |record|
  asked[record[:name]].uniq.reject do |version|
    record[:well].any? { |requirement| requirement.satisfied_by?(Gem::Version.new(version)) }
  end.map { |version| [record[:name], version, record[:id]] }
end
puts JSON.generate({ asked: asked.flat_map { |name, all| all.uniq.map { |one| [name, one] } }, affected: affected })
